import type { Rule } from './rule.ts';
export const lateRunAfterUndo: Rule = () => [];
