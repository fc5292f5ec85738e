import htm from 'htm';
import { type ComponentChild, h, type VNode } from 'preact';

/** Markup as a tagged template: no compiler of its own, and what is put in is text, never markup. */
export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

export type Child = ComponentChild;
