import { Runtime, type Worker } from '@temporalio/worker';
import { statusAttribute } from '../protocol/names.ts';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API (`temporal.api.enums.v1.IndexedValueType`). */
const keyword = 2;

const patienceMilliseconds = 5_000;

/** Warns in the runtime's log when sagas in trouble can't be listed in the worker's namespace. It never fails. */
export async function warnOfStatusAttribute({ connection, options: { namespace } }: Worker): Promise<void> {
  if (connection === undefined) return;
  const { logger } = Runtime.instance();
  const remedy = `temporal operator search-attribute create --namespace ${namespace} --name ${statusAttribute} --type Keyword`;
  try {
    const { customAttributes } = await connection.withDeadline(Date.now() + patienceMilliseconds, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    );
    const type = customAttributes[statusAttribute];
    if (type === keyword) return;
    const found =
      type === undefined
        ? `does not know the search attribute ${statusAttribute}`
        : `has a search attribute ${statusAttribute} that is no keyword`;
    logger.warn(`The namespace '${namespace}' ${found}, so sagas can't be listed by status. Register it: ${remedy}`);
  } catch (error) {
    logger.warn(
      `Whether the namespace '${namespace}' knows the search attribute ${statusAttribute} could not be asked (${String(error)}). Without it sagas can't be listed by status. To register it: ${remedy}`,
    );
  }
}
