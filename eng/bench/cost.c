/* What a program costs: `cost REPORT PROGRAM [WORD…]` runs it and writes to REPORT the seconds of wall and of CPU, its own and of what it waited for, the kilobytes of the largest of these, and its exit code.
   A small program does this, since Linux counts to a process what was resident in the one that started it, before it began: under Python, ninja would have Python's memory. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int main(int count, char **words) {
    struct timespec begin, end;
    struct rusage used;
    pid_t child;
    int status;
    if (count < 3)
        return 64;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (posix_spawnp(&child, words[2], NULL, NULL, words + 2, environ) || wait4(child, &status, 0, &used) != child)
        return 127;
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE *report = fopen(words[1], "w");
    if (report == NULL)
        return 126;
#ifdef __APPLE__
    used.ru_maxrss /= 1024;
#endif
    fprintf(report, "%.6f %.6f %ld %d\n", end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9, seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(report) != 0;
}
