/** What is thrown where a thread ends in the middle of what it does. Nobody catches it but the simulation. */
export class ThreadDeath extends Error {
  override name = "ThreadDeath";
}
