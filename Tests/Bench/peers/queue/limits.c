/* The bare limits that a queue with its truth in PostgreSQL and its speed from Redis stands under:

       limits redis SOCKET COUNT               one thread pushes, one takes: acknowledge, status and next in one round trip
       limits redis-paced SOCKET COUNT RATE    one push at a time: microseconds from the push to the taker
       limits postgres CONNINFO COUNT CLIENTS  upserts of one small row each, a commit each

   Each prints one line of JSON. */
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *where;
static int count, clients;
static double *waits;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void stop(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* --- Redis */

static redisContext *redis(void) {
    redisContext *context = redisConnectUnix(where);
    if (!context || context->err) stop(context ? context->errstr : "no memory");
    return context;
}

static redisReply *answer(redisContext *context) {
    void *reply = NULL;
    if (redisGetReply(context, &reply) != REDIS_OK) stop(context->errstr);
    if (((redisReply *)reply)->type == REDIS_REPLY_ERROR) stop(((redisReply *)reply)->str);
    return reply;
}

static void *take(void *unused) {
    redisContext *context = redis();
    char last[64] = "";
    for (int number = 0; number < count; number++) {
        int before = 0;
        if (last[0]) {
            redisAppendCommand(context, "SET limit:status:%d {\"state\":\"succeeded\"} EX 60", number);
            redisAppendCommand(context, "LREM limit:taken 1 %s", last);
            before = 2;
        }
        redisAppendCommand(context, "BLMOVE limit:queue limit:taken RIGHT LEFT 10");
        while (before-- > 0) freeReplyObject(answer(context));
        redisReply *next = answer(context);
        if (next->type != REDIS_REPLY_STRING) stop("nothing came");
        waits[number] = now() - atof(next->str);
        snprintf(last, sizeof last, "%s", next->str);
        freeReplyObject(next);
    }
    redisFree(context);
    return unused;
}

static int compare(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

static void run_redis(double rate) {
    redisContext *context = redis();
    freeReplyObject(redisCommand(context, "DEL limit:queue limit:taken"));
    waits = calloc(count, sizeof *waits);
    pthread_t taker;
    double began = now();
    pthread_create(&taker, NULL, take, NULL);
    for (int number = 0; number < count; number++) {
        double left = rate > 0 ? began + number / rate - now() : 0;
        if (left > 0) nanosleep(&(struct timespec){0, (long)(left * 1e9)}, NULL);
        freeReplyObject(redisCommand(context, "LPUSH limit:queue %.9f", now()));
    }
    pthread_join(taker, NULL);
    double seconds = now() - began;
    qsort(waits, count, sizeof *waits, compare);
    printf("{\"value\":%.1f,\"p50_ms\":%.4f,\"p99_ms\":%.4f}\n", count / seconds, waits[count / 2] * 1e3,
           waits[count * 99 / 100] * 1e3);
}

/* --- PostgreSQL */

static PGconn *postgres(void) {
    PGconn *connection = PQconnectdb(where);
    if (PQstatus(connection) != CONNECTION_OK) stop(PQerrorMessage(connection));
    return connection;
}

static void done(PGconn *connection, PGresult *result) {
    if (PQresultStatus(result) != PGRES_COMMAND_OK) stop(PQerrorMessage(connection));
    PQclear(result);
}

static void *upsert(void *first) {
    PGconn *connection = postgres();
    done(connection, PQprepare(connection, "upsert",
                               "insert into limits (id, state) values ($1, 'queued') "
                               "on conflict (id) do update set state = excluded.state", 1, NULL));
    for (long number = (long)first; number < count; number += clients) {
        char id[24];
        snprintf(id, sizeof id, "%ld", number);
        done(connection, PQexecPrepared(connection, "upsert", 1, (const char *[]){id}, NULL, NULL, 0));
    }
    PQfinish(connection);
    return NULL;
}

static void run_postgres(void) {
    PGconn *connection = postgres();
    done(connection, PQexec(connection, "drop table if exists limits"));
    done(connection, PQexec(connection, "create table limits (id bigint primary key, state text not null)"));
    pthread_t threads[64];
    double began = now();
    for (long client = 0; client < clients; client++) pthread_create(&threads[client], NULL, upsert, (void *)client);
    for (long client = 0; client < clients; client++) pthread_join(threads[client], NULL);
    printf("{\"value\":%.1f}\n", count / (now() - began));
    PQfinish(connection);
}

int main(int words, char **word) {
    if (words < 4) stop("usage: see the head of limits.c");
    where = word[2];
    count = atoi(word[3]);
    clients = words > 4 ? atoi(word[4]) : 1;
    if (count < 1 || clients < 1) stop("counts begin at 1");
    if (!strcmp(word[1], "redis")) run_redis(0);
    else if (!strcmp(word[1], "redis-paced")) run_redis(clients);
    else if (!strcmp(word[1], "postgres") && clients <= 64) run_postgres();
    else stop("usage: see the head of limits.c");
    return 0;
}
