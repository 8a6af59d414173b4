/**
 * Stands in for `@vscode/spdlog`, which needs a compiler. Without it VS Code writes no log files, and a log
 * output channel, which shows such a file, stays empty.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = levels.indexOf('info');
  #isFormatted = true;

  /** @param {string} file */
  constructor(file) {
    this.#file = file;
    mkdirSync(path.dirname(file), { recursive: true });
  }

  /** @param {number} level @param {string} message */
  #write(level, message) {
    if (level >= this.#level) {
      const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
      appendFileSync(this.#file, this.#isFormatted ? `${time} [${levels[level]}] ${message}\n` : message);
    }
  }

  /** @param {string} message */
  trace(message) {
    this.#write(0, message);
  }

  /** @param {string} message */
  debug(message) {
    this.#write(1, message);
  }

  /** @param {string} message */
  info(message) {
    this.#write(2, message);
  }

  /** @param {string} message */
  warn(message) {
    this.#write(3, message);
  }

  /** @param {string} message */
  error(message) {
    this.#write(4, message);
  }

  /** @param {string} message */
  critical(message) {
    this.#write(5, message);
  }

  getLevel() {
    return this.#level;
  }

  /** @param {number} level */
  setLevel(level) {
    this.#level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.#isFormatted = false;
  }

  flush() {}

  drop() {}
}

/** @param {string} _name @param {string} file */
async function createRotatingLogger(_name, file) {
  return new Logger(file);
}

// One by one: these names are what an ES module that imports this file can see.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createRotatingLogger;
exports.createAsyncRotatingLogger = createRotatingLogger;
