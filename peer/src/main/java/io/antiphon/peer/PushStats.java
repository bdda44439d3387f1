package io.antiphon.peer;

/**
 * What a {@link PushSource} has counted. Samples are per channel, at the rate they were pushed at;
 * {@code pushed = played + dropped + waiting}, of samples and of seconds alike.
 *
 * @param pushedSamples taken in
 * @param playedSamples gone out
 * @param droppedSamples cut off, or pushed where there was no more room
 * @param waitingSamples neither yet
 * @param pushedSeconds the same in seconds
 * @param playedSeconds the same in seconds
 * @param droppedSeconds the same in seconds
 * @param waitingSeconds the same in seconds
 * @param utterances that have begun to play
 * @param underruns how often the producer was late in the middle of one
 * @param silenceSeconds of silence that went out in underruns
 */
public record PushStats(
    long pushedSamples,
    long playedSamples,
    long droppedSamples,
    long waitingSamples,
    double pushedSeconds,
    double playedSeconds,
    double droppedSeconds,
    double waitingSeconds,
    long utterances,
    long underruns,
    double silenceSeconds) {}
