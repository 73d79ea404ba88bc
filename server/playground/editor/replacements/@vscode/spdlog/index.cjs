const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 0;
  #bare = false;

  constructor(_kind, _name, file) {
    mkdirSync(dirname(file), { recursive: true });
    this.#file = file;
  }

  trace = message => this.#write(0, message);
  debug = message => this.#write(1, message);
  info = message => this.#write(2, message);
  warn = message => this.#write(3, message);
  error = message => this.#write(4, message);
  critical = message => this.#write(5, message);

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {
    this.#bare = false;
  }
  clearFormatters() {
    this.#bare = true;
  }
  flush() {}
  drop() {}

  #write(level, message) {
    if (level < this.#level) return;
    const line = this.#bare ? message : `${new Date().toISOString()} [${levels[level]}] ${message}\n`;
    try {
      appendFileSync(this.#file, line);
    } catch {
      // A log that can't be written (full disk, folder removed) must not end the editor.
    }
  }
}

const create = async (name, file) => new Logger('rotating', name, file);

// One by one: only so are they seen by an ECMAScript module that imports this one.
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.version = 0;
