/** Where the bundle for workers that encrypt is: beside the other, `workflow-bundle.js` and `workflow-bundle.encrypted.js`. */
export function encryptedBundlePath(bundle: string): string {
  return bundle.replace(/(\.[cm]?js)?$/, '.encrypted$1');
}
