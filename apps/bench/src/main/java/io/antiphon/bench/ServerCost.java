package io.antiphon.bench;

/**
 * What a server needs while its callers talk.
 *
 * @param cpuMillis per peer and second
 * @param heardPercent packets that arrived, of those it should have sent
 * @param residentMebibytes of memory
 * @param threads it has
 * @param pauses of its garbage collector
 * @param longestPauseMillis of them
 */
record ServerCost(
    double cpuMillis,
    double heardPercent,
    double residentMebibytes,
    double threads,
    int pauses,
    double longestPauseMillis) {}
