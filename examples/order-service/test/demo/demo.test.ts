import { expect, it } from 'vitest';
import { Command } from '../start/command.ts';

const { TEMPORAL_CLI_PATH, XDG_CACHE_HOME } = process.env;

it('The demo brings every order to its end, finds every promise kept, and leaves nothing behind', async () => {
  const command = new Command('demo/main.ts', [], { TEMPORAL_CLI_PATH, XDG_CACHE_HOME });
  expect(await command.ended, command.stdout + command.stderr).toBe(0);
  expect(command.stdout).toMatch(/^All 55 orders ended as they should, and all \d+ promises held\.$/m);
  expect(command.stdout).not.toContain('✗ An order');
  // Where nothing can be drawn over, nothing moves the cursor.
  expect(command.stdout).not.toContain('\u001B');
  expect(command.processes()).toEqual([]);
}, 240_000);

it('The demo that is interrupted stops everything and ends as an interrupted program does', async () => {
  const command = new Command('demo/main.ts', [], { TEMPORAL_CLI_PATH, XDG_CACHE_HOME });
  await command.said(/1\. All goes well/);
  command.child.kill('SIGINT');
  expect(await command.ended).toBe(130);
  expect(command.stderr).toMatch(/All stopped\.\n$/);
  expect(command.processes()).toEqual([]);
}, 120_000);

it('The demo refuses an argument that it does not know, before it starts anything', async () => {
  const command = new Command('demo/main.ts', ['--fast'], {});
  expect(await command.ended).toBe(1);
  expect(command.stderr).toMatch(/^demo: Unknown option '--fast'.*npm run demo -- --help\.\n$/);
  expect(command.stdout).toBe('');
});
