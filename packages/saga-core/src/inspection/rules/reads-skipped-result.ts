import type { Rule } from './rule.ts';
export const readsSkippedResult: Rule = () => [];
