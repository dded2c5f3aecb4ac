<?php
// The results page in plain PHP: text between tags, values through htmlspecialchars.
function text(string $value): string
{
    return htmlspecialchars($value, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function results_page(array $rows, string $query): string
{
    ob_start();
    ?>
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Results for <?= text($query) ?></title><link rel="stylesheet" href="/s.css"></head><body>
<h1>Results for <?= text($query) ?></h1>
<table class="results"><tbody>
<?php foreach ($rows as $row) { ?><tr class="row"><td class="rank"><?= text($row['rank']) ?></td><td class="title"><a href="<?= text($row['url']) ?>"><?= text($row['title']) ?></a></td><td class="company"><?= text($row['company']) ?></td><td class="loc"><?= text($row['location']) ?></td><td class="score"><?= text($row['score']) ?></td><td class="salary"><?= text($row['salary']) ?></td><td class="posted"><?= text($row['posted']) ?></td><td class="skills"><?= text($row['skills']) ?></td><td class="summary"><?= text($row['summary']) ?></td><td><a href="<?= text($row['url']) ?>">open</a></td></tr>
<?php } ?></tbody></table>
</body></html>
<?php
    return ob_get_clean();
}
