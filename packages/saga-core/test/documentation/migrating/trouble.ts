import { activityInfo } from '@temporalio/activity';
import { gate } from '../../support/gate.ts';
import type { ShopActivities } from './shop-activities.ts';

/** What goes wrong with one activity of one workflow. */
export interface Trouble {
  readonly activity: keyof ShopActivities;
  readonly around: (perform: () => Promise<unknown>) => Promise<unknown>;
}

/** It happens, and the first answers are lost. */
export function answersLost(activity: keyof ShopActivities, times: number): Trouble {
  let left = times;
  const around = async (perform: () => Promise<unknown>) => {
    const answer = await perform();
    if (left-- > 0) throw new Error('The connection broke before the answer.');
    return answer;
  };
  return { activity, around };
}

/** The first tries fail, and nothing happens. */
export function triesFail(activity: keyof ShopActivities, times: number): Trouble {
  let left = times;
  const around = async (perform: () => Promise<unknown>) => {
    if (left-- > 0) throw new Error('The service is down.');
    return await perform();
  };
  return { activity, around };
}

/** It happens, and its answer waits until it is let go. */
export function answerHeld(activity: keyof ShopActivities) {
  const happened = gate();
  const letGo = gate();
  const around = async (perform: () => Promise<unknown>) => {
    const answer = await perform();
    happened.open();
    await letGo.opened;
    return answer;
  };
  return { activity, around, happened: happened.opened, letGo: letGo.open };
}

/** The activities, with the trouble that each workflow has. */
export function troubled(shop: ShopActivities, troubles: ReadonlyMap<string, Trouble>): ShopActivities {
  const wrapped = Object.entries(shop).map(([name, perform]) => [
    name,
    (...given: unknown[]) => {
      const call = () => (perform as (...given: unknown[]) => Promise<unknown>)(...given);
      const trouble = troubles.get(activityInfo().workflowExecution?.workflowId ?? '');
      return trouble?.activity === name ? trouble.around(call) : call();
    },
  ]);
  return Object.fromEntries(wrapped) as ShopActivities;
}
