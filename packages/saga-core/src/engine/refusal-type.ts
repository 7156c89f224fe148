/** The `type` of the ApplicationFailure by which an activity says `refused`. It crosses process borders, so it never changes. */
export const refusalType = 'saga-core/refused';
