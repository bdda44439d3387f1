package io.antiphon.client;

import io.antiphon.codec.AudioSource;
import io.antiphon.ice.GatheringConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a call is to be.
 *
 * @param server where {@code /offer} is
 * @param source what is said
 * @param playback where the other side is heard; null for nowhere
 * @param recordings the folder for what is heard; null not to record
 * @param room to join; null for none
 * @param name to be called by; null for none
 * @param connectLimit how long it may take to connect once the server has answered
 * @param length from the moment it is connected; zero for no end
 * @param gathering STUN and TURN servers to ask, and what candidates to use
 */
record CallConfig(
    URI server,
    AudioSource source,
    @Nullable Speaker playback,
    @Nullable Path recordings,
    @Nullable String room,
    @Nullable String name,
    Duration connectLimit,
    Duration length,
    GatheringConfig gathering) {}
