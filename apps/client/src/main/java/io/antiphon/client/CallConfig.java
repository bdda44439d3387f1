package io.antiphon.client;

import io.antiphon.codec.AudioSink;
import io.antiphon.codec.AudioSource;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.peer.DeviceClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a call is to be.
 *
 * @param server whom to call; its host is where audio goes
 * @param signaling how the call is arranged with it
 * @param source what is said, in mono at 48 kHz
 * @param sourceClock what the source goes by; null for the media clock
 * @param listeners who hear the other side live, such as a speaker
 * @param listenerClock what the listeners go by; null for the media clock
 * @param lost tells what the sound devices have cost so far
 * @param recordings the folder for what is heard; null not to record
 * @param connectLimit how long it may take to connect once the server has answered
 * @param reconnectLimit how long to try to take it up again when it is lost; zero not to
 * @param length from the moment it is connected; zero for no end
 * @param gathering STUN and TURN servers to ask, and what candidates to use
 */
record CallConfig(
    URI server,
    Signaling signaling,
    AudioSource source,
    @Nullable DeviceClock sourceClock,
    List<AudioSink> listeners,
    @Nullable DeviceClock listenerClock,
    Supplier<CallStatus.Loss> lost,
    @Nullable Path recordings,
    Duration connectLimit,
    Duration reconnectLimit,
    Duration length,
    GatheringConfig gathering) {
  CallConfig {
    listeners = List.copyOf(listeners);
  }
}
