/** Who typed the words, and where this person's folder is. */
export interface Person {
  readonly platform: string;
  readonly home: string;
}

/**
 * The words of a command line with `~` as the person's folder, also after `coding=`: shells do that before a program starts, those
 * of Windows do not.
 *
 * @example withHome(['--from', '~/logs'], { platform: 'win32', home: 'C:\Users\ada' }) // ['--from', 'C:\Users\ada/logs']
 */
export const withHome = (words: readonly string[], { platform, home }: Person): readonly string[] =>
  platform === 'win32' && home !== ''
    ? words.map((word) => word.replace(/^((?:[\w-]+=)?)~(?=[\\/])/, (_, before: string) => before + home))
    : words;
