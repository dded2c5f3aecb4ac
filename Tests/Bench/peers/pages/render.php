<?php
// render.php ENGINE ROWS.json SECONDS: how many results pages a second `plain` PHP or `twig` makes, as one line of JSON; the
// page itself where SECONDS is 0.
require __DIR__ . '/page.php';

[, $engine, $input, $seconds] = $argv;
$data = json_decode(file_get_contents($input), true);
if ($engine === 'twig') {
    require '/usr/share/php/Twig/autoload.php';
    $cache = getenv('TWIG_CACHE') ?: false;  // compiled templates, as Twig's manual recommends
    $loader = new Twig\Loader\FilesystemLoader(__DIR__);
    $template = (new Twig\Environment($loader, ['cache' => $cache, 'autoescape' => 'html']))->load('page.html');
    $render = fn() => $template->render($data);
} else {
    $render = fn() => results_page($data['rows'], $data['query']);
}

$page = $render();
if ((float) $seconds === 0.0) {
    echo $page;
    exit;
}
$count = 0;
$began = hrtime(true);
do {
    $render();
    $count++;
    $spent = (hrtime(true) - $began) / 1e9;
} while ($spent < (float) $seconds);
echo json_encode(['engine' => $engine, 'bytes' => strlen($page), 'pages_per_second' => $count / $spent]), "\n";
