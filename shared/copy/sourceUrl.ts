import { CodedError } from '../errors.ts';
import type { BlobSource } from './types.ts';

/**
 * The URL by which one file is read, renewed when the service refuses it. Requests that run at the same time share a
 * renewal. A fresh URL that is refused before it has ever worked ends the copy; one that worked and expired in a long
 * file is renewed again.
 */
export class SourceUrl {
  readonly #source: BlobSource;
  readonly #signal: AbortSignal;
  #current: Promise<string> | undefined;
  #renewed = false;
  #worked = false;

  constructor(source: BlobSource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  get(): Promise<string> {
    this.#current ??= this.#source.url(this.#signal);
    return this.#current;
  }

  async accepted(url: string): Promise<void> {
    const current = this.get();
    if (url === (await current) && current === this.#current) this.#worked = true;
  }

  async rejected(url: string): Promise<void> {
    const current = this.get();
    // Another request has already renewed it, or has begun to while this one waited for its turn.
    if (url !== (await current) || current !== this.#current) return;
    if (this.#renewed && !this.#worked) {
      throw new CodedError('SourceForbidden', `${this.#source.name}: the source refuses a newly issued SAS`);
    }
    this.#renewed = true;
    this.#worked = false;
    this.#current = this.#source.renew(url, this.#signal);
    await this.#current;
  }
}
