import htm from 'htm';
import { type ComponentChildren, h, type VNode } from 'preact';
import { printable } from './printable.ts';

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

// The types of htm are those of a CommonJS module, and the browser loads the other: there the default export is the function.
const { bind } = htm as unknown as { bind(this: unknown, make: typeof element): Template };
const template = bind.call(htm, element);

/**
 * Markup as the browser reads it, without a compiler. Every value in it is text or an attribute, and never markup, and what is to be
 * read of it is {@link printable}.
 */
export const html: Template = (strings, ...values) => shown(template(strings, ...values)) as VNode;

/** The attributes that are read by people. */
const readAttributes = ['title', 'aria-label'] as const;

function element(type: string, props: Readonly<Record<string, unknown>> | null, ...children: ComponentChildren[]) {
  // A component's properties are for it, and come here again with what it makes of them.
  return h(type, typeof type === 'string' ? withReadAttributes(props) : props, ...children.map(shown));
}

function withReadAttributes(props: Readonly<Record<string, unknown>> | null) {
  if (props === null) return props;
  const read = readAttributes.flatMap((name) => {
    const value = props[name];
    return typeof value === 'string' ? [[name, printable(value)]] : [];
  });
  return { ...props, ...Object.fromEntries(read) };
}

function shown(children: ComponentChildren): ComponentChildren {
  if (typeof children === 'string') return printable(children);
  return Array.isArray(children) ? children.map(shown) : children;
}
