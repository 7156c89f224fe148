import type { Rule } from './rule.ts';
export const undoReadsMissingResult: Rule = () => [];
