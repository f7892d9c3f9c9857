/* The floor of starting processes: `spawn WAY AT_ONCE COMMANDS FOLDER` starts the commands of a file, one a line, words separated by spaces, that many at once, each with its output in a file of FOLDER,
   waits for all, and writes the microseconds of wall and of CPU of this program alone that each took. WAY is posix_spawn or vfork. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_WORDS = 64, LONGEST_LINE = 4096 };

extern char **environ;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static char ***read_commands(const char *path, int *count) {
    FILE *file = fopen(path, "r");
    char line[LONGEST_LINE];
    char ***commands = NULL;
    if (file == NULL)
        fail(path);
    for (*count = 0; fgets(line, sizeof line, file) != NULL; ++*count) {
        char **words = calloc(MOST_WORDS, sizeof *words);
        int at = 0;
        for (char *word = strtok(line, " \n"); word != NULL && at < MOST_WORDS - 1; word = strtok(NULL, " \n"))
            words[at++] = strdup(word);
        commands = realloc(commands, (*count + 1) * sizeof *commands);
        commands[*count] = words;
    }
    fclose(file);
    return commands;
}

static void spawn(char **words, const char *log) {
    posix_spawn_file_actions_t actions;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    if (posix_spawn(&child, words[0], &actions, NULL, words, environ))
        fail(words[0]);
    posix_spawn_file_actions_destroy(&actions);
}

static void start(char **words, const char *log) {
    pid_t child = vfork();
    if (child < 0)
        fail("vfork");
    if (child == 0) {
        int file = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (file >= 0 && dup2(file, 1) >= 0 && dup2(file, 2) >= 0)
            execv(words[0], words);
        _exit(127);
    }
}

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

static double own_cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 5)
        return 64;
    void (*way)(char **, const char *) = strcmp(argv[1], "vfork") ? spawn : start;
    int count, running = 0, most = atoi(argv[2]);
    char ***commands = read_commands(argv[3], &count);
    char log[LONGEST_LINE];
    double wall = now(), cpu = own_cpu();
    for (int next = 0; next < count || running > 0;) {
        if (next < count && running < most) {
            snprintf(log, sizeof log, "%s/%d", argv[4], next);
            way(commands[next++], log);
            running++;
            continue;
        }
        int status;
        if (wait(&status) < 0)
            fail("wait");
        if (status != 0) {
            fprintf(stderr, "a command ended with %d\n", status);
            return 1;
        }
        running--;
    }
    printf("%.3f %.3f\n", (now() - wall) / count * 1e6, (own_cpu() - cpu) / count * 1e6);
    return 0;
}
