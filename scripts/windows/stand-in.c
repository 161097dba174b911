/* Stands in for llama-bench in `npm run windows`: `x86_64-w64-mingw32-gcc -o llama-bench.exe stand-in.c`.
   What it does is in STAND_IN: ok, crash (an access violation), hang, or refuse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define ROW "{\"model_filename\":\"a.gguf\",\"build_number\":1,\"backends\":\"CPU\","

int main(int count, char **words) {
  const char *asked = getenv("STAND_IN");
  if (asked == NULL) asked = "ok";
  if (count > 1 && strcmp(words[1], "--version") == 0) return puts("version: 1 (stand-in)"), 0;
  printf(ROW "\"n_prompt\":512,\"n_gen\":0,\"samples_ns\":[1000000000,1000000000]}\n");
  fflush(stdout);
  if (strcmp(asked, "hang") == 0) Sleep(600000);
  if (strcmp(asked, "crash") == 0) *(volatile int *)0 = 1;
  if (strcmp(asked, "refuse") == 0) return fprintf(stderr, "insufficient memory\n"), 1;
  for (int i = 1; i < count; i += 1) fprintf(stderr, "word %d: %s\n", i, words[i]);
  printf(ROW "\"n_prompt\":0,\"n_gen\":128,\"samples_ns\":[1000000000,2000000000]}\n");
  return 0;
}
