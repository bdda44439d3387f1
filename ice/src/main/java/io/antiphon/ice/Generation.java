package io.antiphon.ice;

/** What lasts from one restart to the next: credentials and the checks made under them. */
final class Generation {}
