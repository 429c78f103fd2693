/** Makes messages of what lies in a ring: the part of a taking end that differs by kind. */
export interface MessageReader<T> {
  /**
   * Reads the message at `cursor`, which must be there.
   *
   * @param until the first cursor that is not there yet
   */
  read(cursor: number, until: number): T;
}
