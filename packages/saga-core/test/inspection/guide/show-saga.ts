import { type SagaClient, timelineText } from 'saga-core/client';

export async function showSaga(sagas: SagaClient, id: string): Promise<void> {
  const saga = sagas.handle(id);
  const [status, timeline] = await Promise.all([saga.status(), saga.timeline()]);
  const { columns: width = 80, isTTY: colour = false } = process.stdout;
  console.log(timelineText(timeline, { status, width, colour }).join('\n'));
}
