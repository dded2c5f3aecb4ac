/* The status poll in C, as libfcgi's threaded example does it: each thread accepts, asks Redis once, answers.

   responder SOCKET THREADS REDIS     REDIS is HOST:PORT, or the path of a Unix socket

   It checks no session; the answer is the stored JSON as it is. */
#include <fcgiapp.h>
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int listening;
static const char *redis_address;

static redisContext *redis_connection(void) {
    char host[256];
    if (redis_address[0] == '/') return redisConnectUnix(redis_address);
    snprintf(host, sizeof host, "%s", redis_address);
    char *colon = strrchr(host, ':');
    *colon = 0;
    return redisConnect(host, atoi(colon + 1));
}

static void *serve(void *unused) {
    (void)unused;
    FCGX_Request request;
    FCGX_InitRequest(&request, listening, 0);
    redisContext *redis = redis_connection();
    if (!redis || redis->err) {
        fprintf(stderr, "responder: no Redis at %s\n", redis_address);
        exit(1);
    }
    while (FCGX_Accept_r(&request) == 0) {
        const char *query = FCGX_GetParam("QUERY_STRING", request.envp);
        char key[96];
        int key_length = snprintf(key, sizeof key, "task:%.80s", query && !strncmp(query, "id=", 3) ? query + 3 : "");
        const char *words[2] = {"GET", key};
        size_t lengths[2] = {3, (size_t)key_length};
        redisReply *reply = redisCommandArgv(redis, 2, words, lengths);
        if (!reply) {
            fprintf(stderr, "responder: Redis is gone\n");
            exit(1);
        }
        char head[128];
        if (reply->type == REDIS_REPLY_STRING) {
            int head_length = snprintf(head, sizeof head,
                                       "Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                                       (size_t)reply->len);
            FCGX_PutStr(head, head_length, request.out);
            FCGX_PutStr(reply->str, (int)reply->len, request.out);
        } else {
            FCGX_PutS("Status: 404 Not Found\r\nContent-Length: 0\r\n\r\n", request.out);
        }
        freeReplyObject(reply);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: responder SOCKET THREADS REDIS\n");
        return 2;
    }
    FCGX_Init();
    listening = FCGX_OpenSocket(arguments[1], 1024);
    redis_address = arguments[3];
    if (listening < 0) return 1;
    pthread_t thread;
    for (int more = atoi(arguments[2]) - 1; more > 0; more--) pthread_create(&thread, NULL, serve, NULL);
    serve(NULL);
}
