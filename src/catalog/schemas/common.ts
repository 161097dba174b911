import * as z from 'zod';

/** Ids become file names, keys and parts of a command line: letters, digits, dots and dashes only. */
export const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'an id is lower-case letters, digits, single dots and dashes')
  .max(80);

/** Text for people: no control characters, which a terminal would obey. */
export const textSchema = z
  .string()
  .min(1)
  .max(4000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'text must not hold control characters');

export const optionalText = textSchema.nullish();
export const amount = z.number().finite().nonnegative();
export const optionalAmount = amount.nullish();
export const count = z.number().int().nonnegative();
export const optionalCount = count.nullish();
/** A year, a month, a day, a quarter or a half: as exact as the source is. */
export const dateSchema = z
  .string()
  .regex(
    /^\d{4}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]|H[12]|S[12]|\d{4}))?$/,
    'a date is 2026, 2026-08, 2026-08-25 or 2026-Q3',
  );
export const optionalDate = dateSchema.nullish();

export const provenance = {
  source: optionalText,
  asOf: optionalDate,
  quality: z.literal('low').optional(),
};

export const named = {
  id: idSchema,
  name: textSchema,
  aliases: z.array(textSchema).max(50).optional(),
};

/** A file of data/: the day its rows were collected, and the rows. */
export const tableSchema = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ collectedOn: z.iso.date(), rows: z.array(row) });
