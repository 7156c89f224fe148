/**
 * The largest answer of a local try, in bytes, as data and as a failure alike. A try's answer leaves in a marker with its
 * workflow task: one above Temporal's limit for a payload (2 MiB) has the server terminate the workflow, and a task above
 * its limit for a message (4 MiB) fails for ever. A normal activity's answer that is too large fails that activity only.
 */
export const largestLocalAnswer = 65_536;
