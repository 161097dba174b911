/**
 * Text with its control characters and direction overrides made visible (`\x1b`), so that neither a name typed nor a
 * row of data can move a cursor, ring a bell, or show itself as something else. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return CONTROL.test(text) ? text.replace(EVERY_CONTROL, escaped) : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const EVERY_CONTROL = new RegExp(CONTROL.source, 'g');

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
