import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { documentedWalk, isShown } from './documented-walk.ts';
import type { UsersProject } from './users-project.ts';

/**
 * Walks a page in a project as a newcomer does: every file, change and command in the page's order, and what the page shows is
 * what is printed. Gives the exit code of each command; installing is left out, as the project has done it.
 */
export async function walkPage(project: UsersProject, page: URL): Promise<[command: string, code: number][]> {
  const ended: [string, number][] = [];
  for (const step of documentedWalk(await readFile(page, 'utf8'))) {
    if (step.kind === 'file') await project.write(step.name, step.text);
    else if (step.kind === 'change') await change(project, step);
    else {
      for (const command of step.commands.filter((line) => !line.startsWith('npm '))) {
        const { code, stdout, stderr } = await project.command(command);
        ended.push([command, code]);
        const shown = step.output ?? '';
        expect(isShown(stdout, shown), `The page shows\n${shown}\nand there was\n${stdout}${stderr}`).toBe(true);
      }
    }
  }
  return ended;
}

async function change(project: UsersProject, step: { name: string; before: string; after: string }): Promise<void> {
  const text = await readFile(join(project.folder, step.name), 'utf8');
  expect(text.split(step.before), `${step.name} holds what is to be changed, once:\n${step.before}`).toHaveLength(2);
  await project.write(
    step.name,
    text.replace(step.before, () => step.after),
  );
}
