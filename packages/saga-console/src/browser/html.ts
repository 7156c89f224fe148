import htm from 'htm';
import { h, type VNode } from 'preact';

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

// The types of htm are those of a CommonJS module, and the browser loads the other: there the default export is the function.
const { bind } = htm as unknown as { bind(this: unknown, make: typeof h): Template };

/** Markup as the browser reads it, without a compiler. Every value in it is text or an attribute, and never markup. */
export const html: Template = bind.call(htm, h);
