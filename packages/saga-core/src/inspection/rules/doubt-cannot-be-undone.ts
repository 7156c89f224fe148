import type { Rule } from './rule.ts';
export const doubtCannotBeUndone: Rule = () => [];
