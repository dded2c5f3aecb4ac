<?php
// The status poll in PHP: one GET over a connection that php-fpm's process keeps.
$redis = new Redis();
$redis->pconnect('127.0.0.1', (int) getenv('REDIS_PORT'));
$status = $redis->get('task:' . $_GET['id']);
header('Content-Type: application/json');
if ($status === false) {
    http_response_code(404);
} else {
    header('Content-Length: ' . strlen($status));
    echo $status;
}
