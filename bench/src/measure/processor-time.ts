import { readdirSync, readFileSync } from 'node:fs';

/** Linux gives processor time in ticks of 10 ms (USER_HZ, fixed at 100 for user space on all its architectures but one). */
const msPerTick = 10;

/** Process ids by what they are: `worker`, `server`, `participants`. */
export type ProcessRoots = Readonly<Record<string, number>>;

/** Milliseconds of processor time by what used them. */
export type ProcessorTime = Readonly<Record<string, number>>;

interface ProcessFacts {
  readonly parent: number;
  readonly ticks: number;
}

/**
 * Processor time that each of the processes has used so far, with all that it started, also what has ended.
 * `undefined` where there is no /proc: then it is not measured.
 */
export function processorTime(roots: ProcessRoots): ProcessorTime | undefined {
  const processes = readProcesses();
  if (processes === undefined) return undefined;
  return Object.fromEntries(Object.entries(roots).map(([name, pid]) => [name, treeTicks(processes, pid) * msPerTick]));
}

/** Resident memory of one process in bytes; `undefined` where there is no /proc. */
export function residentMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function treeTicks(processes: ReadonlyMap<number, ProcessFacts>, root: number): number {
  let ticks = 0;
  for (const [pid, facts] of processes) if (descends(processes, pid, root)) ticks += facts.ticks;
  return ticks;
}

function descends(processes: ReadonlyMap<number, ProcessFacts>, pid: number, root: number): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = processes.get(at)?.parent) {
    if (at === root) return true;
  }
  return false;
}

function readProcesses(): Map<number, ProcessFacts> | undefined {
  if (process.platform !== 'linux') return undefined;
  const processes = new Map<number, ProcessFacts>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const facts = readStat(pid);
    if (facts !== undefined) processes.set(pid, facts);
  }
  return processes;
}

// proc_pid_stat(5): after the name in parentheses come state, ppid, …; utime, stime, cutime and cstime are fields 14 to 17.
function readStat(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: sum(fields.slice(11, 15)) };
  } catch {
    return undefined; // It has ended since the folder was read.
  }
}

function sum(numbers: readonly string[]): number {
  return numbers.reduce((total, number) => total + Number(number), 0);
}
