<?php
// render.php ENGINE ROWS.json SECONDS [PAGE]: how many results pages a second `plain` PHP or `twig` makes, as one line of
// JSON; the page itself goes into the file PAGE.
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
if (isset($argv[4])) {
    file_put_contents($argv[4], $page);
}
$count = 0;
$began = hrtime(true);
do {
    $render();
    $count++;
    $spent = (hrtime(true) - $began) / 1e9;
} while ($spent < (float) $seconds);
echo json_encode(['engine' => $engine, 'bytes' => strlen($page), 'pages_per_second' => $count / $spent]), "\n";
