// The definition is exported, but no workflow of it: an easy thing to forget.
export { citySaga } from './mistaken-sagas.ts';

export async function plainWorkflow(): Promise<string> {
  return 'done';
}
