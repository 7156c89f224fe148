/** The one reason in what the SDK says of a failed download, which names the URL and itself several times around it. */
export function downloadFailure(complaint: string): string {
  const reason = complaint
    .trim()
    .split(/error sending request for url \([^)]*\)(?:: )?/)
    .at(-1);
  return `the download from temporal.download failed: ${reason?.replace(/^client error \(Connect\): /, '') || 'no answer'}`;
}
