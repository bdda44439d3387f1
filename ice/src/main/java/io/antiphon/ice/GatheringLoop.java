package io.antiphon.ice;

import java.nio.channels.Selector;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Where a gatherer lives.
 *
 * @param selector of the one thread that drives it; a selected key whose attachment is an {@link
 *     IceGatherer} calls for its {@link IceGatherer#receive}
 * @param thread runs a task on that thread, from any other
 * @param blocking runs what takes long: names looked up, certificates checked
 * @param random for transaction IDs: one that cannot be guessed, except in tests
 */
public record GatheringLoop(
    Selector selector, Executor thread, Executor blocking, RandomGenerator random) {}
