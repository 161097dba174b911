import { stringify } from 'yaml';

/** A scenario, or any plain value, as YAML. A module of its own: the library is loaded only when text is asked for. */
export const yamlText = (value: object): string => stringify(value, { lineWidth: 100 });
