/**
 * Ends a process that was given arguments: it takes its settings from the environment, and an argument that was silently
 * ignored would be taken for one that worked. `--help` says so and is no mistake.
 */
export function refuseArguments(service: string): void {
  const [argument] = process.argv.slice(2);
  if (argument === undefined) return;
  const hint = `npm run start:${service} takes no arguments; its settings are environment variables, which docs/order-api.md lists.`;
  if (argument === '--help' || argument === '-h') {
    console.log(hint);
    process.exit(0);
  }
  console.error(`Unknown argument ${JSON.stringify(argument)}: ${hint}`);
  process.exit(1);
}
