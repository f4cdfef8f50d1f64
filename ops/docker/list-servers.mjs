// Prints a listing from standard input as a table.
let text = '';
for await (const chunk of process.stdin) text += chunk;
const { servers, total } = JSON.parse(text);

const rows = [
  ['ID', 'STATUS', 'VERSION', 'MCP ENDPOINT'],
  ...servers.map(({ id, status, version, endpoints }) => [id, status, version, endpoints.mcp]),
];
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows) {
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
console.log(`${servers.length} of ${total} servers`);
