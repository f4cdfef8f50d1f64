/** Tables in Markdown and what stands in their cells. */

/** The names are to the left, the figures to the right. */
export function table([first, ...others], rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = [':--', ...others.map(() => '--:')];
  return [line([first, ...others]), line(rule), ...rows.map(line)].join('\n');
}

export function below(aim, value, unit) {
  return aim === undefined ? '' : `< ${aim} ${unit}: ${verdict(value < aim)}`;
}

export function verdict(met) {
  return met ? 'met' : 'MISSED';
}

export function whole(value) {
  return Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en-US');
}
