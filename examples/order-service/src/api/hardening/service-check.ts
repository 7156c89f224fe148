import type { HealthCheck } from '@saga/process';

const patienceMilliseconds = 2_000;

/** Asks a service whether it lives. (Not whether it is ready: what it depends on is not for this process to judge.) */
export function serviceCheck(url: string): HealthCheck {
  const address = new URL('health/live', url.endsWith('/') ? url : `${url}/`);
  return async () => {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(patienceMilliseconds) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`It answered ${response.status} when asked whether it lives.`);
  };
}
