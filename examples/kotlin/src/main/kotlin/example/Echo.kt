package example

import io.antiphon.codec.AudioFormat
import io.antiphon.codec.AudioSource
import io.antiphon.peer.Echo
import io.antiphon.peer.PeerConfig
import io.antiphon.peer.PeerConnection
import io.antiphon.peer.SessionDescription
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.math.abs

/** Answers an offer with a connection that says back what it hears. */
fun answer(offer: SessionDescription): Pair<PeerConnection, SessionDescription> {
    val peer = PeerConnection.create(PeerConfig.loopback())
    val echo = Echo()
    peer.addTrack(echo)
    peer.onTrack { track -> track.addSink(echo) }
    return peer to peer.answer(offer).join()
}

/** Calls the echo with a tone; true once as many loud frames of 20 ms have come back. */
fun hearsItself(frames: Int): Boolean {
    val loud = CountDownLatch(frames)
    PeerConnection.create(PeerConfig.loopback()).use { caller ->
        caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 433.0, -12.0))
        caller.onTrack { track ->
            track.addSink { frame -> if (frame.samples().any { abs(it.toInt()) > 1000 }) loud.countDown() }
        }
        val (peer, answer) = answer(caller.offer().join())
        peer.use {
            caller.setRemoteDescription(answer).join()
            return loud.await(20, TimeUnit.SECONDS)
        }
    }
}

fun main() = println(if (hearsItself(50)) "heard a second of myself" else "heard nothing")
