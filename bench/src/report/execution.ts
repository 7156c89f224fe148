/** How a workflow's calls were performed, as its own history tells it. */
export interface Execution {
  /** Calls that were scheduled as normal activities. */
  readonly activities: number;
  /** Markers, by which local activities are recorded. */
  readonly markers: number;
  readonly mode: 'activities' | 'local activities' | 'both' | 'no calls';
}

export function executionOf(eventKinds: Readonly<Record<string, number>>): Execution {
  const activities = eventKinds.activityTaskScheduled ?? 0;
  const markers = eventKinds.markerRecorded ?? 0;
  const mode = activities > 0 ? (markers > 0 ? 'both' : 'activities') : markers > 0 ? 'local activities' : 'no calls';
  return { activities, markers, mode };
}
