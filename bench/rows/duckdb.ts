import { DuckDBInstance } from '@duckdb/node-api';
import { dictionaryOf } from '../../shared/lines/dictionary.ts';
import { report } from './arguments.ts';

/**
 * DuckDB in process, one thread, lines to Parquet with zstd: as anybody would write it, whose amounts are doubles, or by the exact recipe of
 * docs/consume.md over all columns.
 */
const [mode = '', input = '', output = ''] = process.argv.slice(2);

const LOSSY = `SELECT * FROM read_json('${input}', format = 'newline_delimited')`;

/** Numbers are cut out of the text of the line, everything else is asked of the JSON reader. */
function exactRecipe(): string {
  const columns = dictionaryOf('billedUsage').map(({ name, type }) => {
    if (type.type !== 'decimal') return `line->>'${name}' AS ${name}`;
    const number = `regexp_extract(line, '"${name}":(-?[0-9.]+(?:[eE][-+]?[0-9]+)?)', 1)`;
    return `nullif(${number}, '')::DECIMAL(38, ${type.scale}) AS ${name}`;
  });
  return `SELECT ${columns.join(', ')} FROM read_csv('${input}', columns = {line: 'VARCHAR'}, auto_detect = false,
    header = false, delim = '\\x01', quote = '', escape = '', max_line_size = 16777216)`;
}

const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
const select = mode === 'exact' ? exactRecipe() : LOSSY;
await connection.run(`COPY (${select}) TO '${output}' (FORMAT parquet, COMPRESSION zstd)`);
report();
