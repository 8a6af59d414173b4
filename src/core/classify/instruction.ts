/** Parts what a person asks from what they pasted: code, logs, traces, harness boilerplate. */

/** Counts of what was set aside; lines unless said otherwise. */
export interface Paste {
  code: number;
  log: number;
  trace: number;
  /** Lines that name a lint rule or a formatter's verdict. */
  lint: number;
  fences: number;
  bullets: number;
  numbered: number;
  headings: number;
  /** Lines of the ask itself. */
  prose: number;
  /** A parse-level error is among what was pasted. */
  parseError: boolean;
  /** Text that a tool, not a person, put around the request. */
  boilerplate: boolean;
}

export interface Instruction {
  /** The ask in the person's words, lines joined by `\n`; empty when all was pasted. */
  readonly ask: string;
  readonly paste: Readonly<Paste>;
}

const headLimit = 5_000;
const tailLimit = 1_500;

/** What is judged of a long text: its beginning and its end, where people say what they want. */
export function readable(text: string): string {
  if (text.length <= headLimit + tailLimit) return text;
  return `${text.slice(0, headLimit)}\n${text.slice(-tailLimit)}`;
}

const boilerplateBlock =
  /<(system-reminder|system_reminder|environment_details|environment|context|additional_data|attached_files|file_content|file_contents|files|doc|docs|document|user_info|rules|command-[a-z]+|local-command-[a-z]+|editor|selection|code|snippet|open_files|current_file|task-notification|function_results|manually_attached_skills|project_layout|git_status|linter_errors)\b[^>]{0,200}>[\s\S]*?<\/\1>/gi;
const boilerplateLine =
  /^(# (Relevant docs|Fix any errors below|Running:|Question:)|## Running:|--- Cursor Command:|--- End Command|\[Image|\[Pasted text|Caveat: The messages below|#+ (Context|Files|Active file|Open files|My request for Codex):|○+|◉)/i;

const logLine =
  /^\s*(\[?\d{4}-\d\d-\d\d[T ]|\[?\d\d:\d\d:\d\d|\d{2}\/\w{3}\/\d{4}|\[?(INFO|DEBUG|WARN|WARNING|ERROR|TRACE|NOTICE|VERBOSE)\b|\[[\w .:-]{2,40}\] |npm (ERR!|error|warn)|yarn |\$ |> \S+@|>>> |❯ |PS [A-Z]:|[✓✗✔✖⎿⏺●├└│┌╭╰]|={5,}|-{5,}|\.{8,}|Compiling |Downloading |Collecting |Successfully |Build |remote: |error\[E\d+\]|E\s{3}|\d+ (passed|failed))/;
const traceLine =
  /^\s*(at .+[:(]\d+|at [\w$.<>]+ \(|File ".*", line \d+|Traceback \(most recent|Caused by:|\.\.\. \d+ more|thread '.*' panicked|goroutine \d+|[\w.$]*(Error|Exception|Panic|Warning)\b(:|$)|Uncaught |Unhandled |\w+\.(py|js|ts|tsx|java|go|rs|rb|php|cs|cpp|c):\d+)/;
const lintLine =
  /\b([EWFCDN]\d{3,4}\b|no-[a-z]+(-[a-z]+)+|@typescript-eslint|eslint|flake8|pylint|ruff|would reformat|reformatted|isort|black\b.*(Failed|Passed)|hook id|prettier|stylelint|\d+ problems? \()/i;
const parseErrorLine =
  /SyntaxError|IndentationError|TabError|syntax error|Unexpected token|unexpected indent|unterminated|Unterminated|Expected a semicolon|expected ['"‘`]?[;,)}\]({]|missing (a )?(closing|semicolon|brace|bracket|parenthes)|invalid (syntax|character)|ParseError|Parsing error|[Dd]eclaration or statement expected|[Ee]xpression expected|[Ii]dentifier expected|EOF while|unexpected EOF|XML parsing|JSONDecodeError/;

const codeStart =
  /^\s*(import |from \S+ import|export (default|const|function|class|interface|type)|(public|private|protected|static|async|abstract|final) |def |class \w+.*[:{]|function\b.*[({]|const \w|let \w+ ?=|var \w|return\b.*[;({]|if ?\(|for ?\(|while ?\(|else\b|switch ?\(|try\b ?[:{]|catch ?\(|#include|#define|using \w+;|using namespace|package \w|namespace |@\w+\(|<\/?[a-zA-Z][^>]*>|\/\/|\/\*|\* |--+ |SELECT |INSERT |UPDATE \w+ SET|CREATE (TABLE|OR|VIEW|INDEX)|FROM \w+|WHERE |end\b|fi$|done$|elif |print\(|self\.|fn |impl |pub |mod |func |type \w+ (struct|interface)|diff --git|index [0-9a-f]{7}|[+-]{3} [ab]\/|@@ )/;
const codeEnd = /[;{}]\s*$|[)\]}],?\s*$|=>\s*$|^\s*[\])}]+[;,]?\s*$|:\s*$/;
const assignment = /^\s*[\w.[\]'"$]+ ?(=|:=|\+=|<-|->|=>) ?\S/;

const codeForSure =
  /^\s*(\/\/|\/\*|\* |<\/?[a-z][\w-]*\s*\/?>?$|<\/|\/>|import .+ from |from [\w.]+ import |#include|export |const |let |var |def \w+\(|public |private |return;?$|[+-]{3} [ab]\/|@@ |diff --git)|;\s*$|^\s*[\w"']+: .*,\s*$/;

function looksLikeCode(line: string): boolean {
  if (codeForSure.test(line) && /[^\p{L}\p{M}\s.,'’?!-]/u.test(line)) return true;
  if (codeStart.test(line)) return wordShare(line) < 0.82 || /[;{}()=<>]/.test(line);
  if (assignment.test(line)) return wordShare(line) < 0.8;
  return codeEnd.test(line) && wordShare(line) < (/[;{}]\s*$/.test(line) ? 0.8 : 0.62);
}

/** Share of characters that are letters or spaces: prose is near 0.95, code below 0.8. */
function wordShare(line: string): number {
  let words = 0;
  for (let index = 0; index < line.length; index++) {
    const code = line.charCodeAt(index);
    if (code === 32 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 191) words++;
  }
  return line.length === 0 ? 1 : words / line.length;
}

export function readInstruction(text: string): Instruction {
  const paste: Paste = {
    code: 0,
    log: 0,
    trace: 0,
    lint: 0,
    fences: 0,
    bullets: 0,
    numbered: 0,
    headings: 0,
    prose: 0,
    parseError: false,
    boilerplate: false,
  };
  const whole = readable(text);
  const stripped = whole.includes('</') ? whole.replaceAll(boilerplateBlock, '\n') : whole;
  paste.boilerplate = stripped.length !== whole.length;
  paste.parseError = parseErrorLine.test(stripped);
  const kept: string[] = [];
  let fenced = false;
  for (const line of stripped.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('```') || trimmed.startsWith('~~~')) {
      if (trimmed.indexOf('```', 3) > 0) {
        paste.code++;
        paste.fences++;
        continue;
      }
      fenced = !fenced;
      if (fenced) paste.fences++;
      continue;
    }
    if (trimmed === '') continue;
    if (fenced) {
      paste.code++;
      if (traceLine.test(line)) paste.trace++;
      continue;
    }
    sortLine(line, trimmed, paste, kept);
  }
  return { ask: kept.join('\n'), paste };
}

function sortLine(line: string, trimmed: string, paste: Paste, kept: string[]): void {
  if (boilerplateLine.test(trimmed)) {
    paste.boilerplate = true;
    return;
  }
  if (lintLine.test(trimmed) && wordShare(trimmed) < 0.86) {
    paste.lint++;
    paste.log++;
    return;
  }
  if (traceLine.test(line)) {
    paste.trace++;
    return;
  }
  if (logLine.test(line)) {
    paste.log++;
    return;
  }
  if (looksLikeCode(line)) {
    paste.code++;
    return;
  }
  if (/^[-*•] /.test(trimmed)) paste.bullets++;
  else if (/^\(?\d{1,2}[.)]/.test(trimmed)) paste.numbered++;
  else if (/^#{1,5} /.test(trimmed)) paste.headings++;
  paste.prose++;
  kept.push(trimmed);
}
