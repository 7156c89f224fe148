/** More promises than an answer comes through, a child saga's too. */
const longestWay = 50;

/**
 * Resolves when the answers have been told that came with the same activation: a cancel, or a timer that fires, comes through fewer
 * promises. Updates are told later still; see `afterAllElse`.
 */
export async function afterAnswers(): Promise<void> {
  for (let passed = 0; passed < longestWay; passed += 1) await undefined;
}
