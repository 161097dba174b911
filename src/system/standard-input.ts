import { fstatSync } from 'node:fs';

/** Whether a folder was redirected to standard input: node reads nothing from one, and says nothing (`< folder`). */
export const isFolderAtInput = (): boolean => fstatSync(0).isDirectory();
