import Bridge
import Foundation
import Learning
import Linear
import RepositorySupport
import Testing

/// Our trainer in environments that nobody here wrote, and a learner that nobody here wrote in ours: minutes, so only by
/// `GMFLOW_LONG=1`; the latter needs torch, in a Python named by `GMFLOW_PEERS` (`Tests/Peers/requirements-long.txt`).
@Suite(.serialized) struct LongPeerTests {
    private var isAsked: Bool {
        guard ProcessInfo.processInfo.environment["GMFLOW_LONG"] != nil else {
            print("SKIPPED: takes minutes; set GMFLOW_LONG=1")
            return false
        }
        return true
    }

    @Test func `the check of stable-baselines3 passes our pole on a cart`() throws {
        guard isAsked else { return }
        let served = try Served(CartPole(copies: 1))
        let checked = try #require(Peers.run("check_shims.py", ["sb3", served.endpoint]))
        #expect(checked.code == 0 && checked.output.hasSuffix("passed\n"), "\(checked.output)")
    }

    /// What there is to be earned is known, so that a learner that nobody here wrote can tell whether the task is right.
    @Test func `PPO of stable-baselines3 earns most of the planted signal`() throws {
        guard isAsked else { return }
        var problem = PlantedSignal.Problem()
        let learns = try Served(PlantedSignal(copies: 32, problem: problem))
        problem.tape = 2
        let unseen = PlantedSignal(copies: 1, problem: problem, plays: true)
        let played = try Served(unseen)
        let run = try #require(
            Peers.run("sb3_signal.py", [learns.endpoint, played.endpoint, "--bars", "19999"], seconds: 1500))
        #expect(run.code == 0, "\(run.output)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let mean = try #require(object?["mean"] as? Double)
        let (oracle, sign) = (unseen.references().oracle, unseen.references().sign)
        print("planted signal: PPO of stable-baselines3 \(mean) a bar, oracle \(oracle), sign \(sign)")
        print("that is \(100 * mean / oracle) % of the oracle, out of the sample")
        #expect(mean >= 0.85 * oracle)
    }

    /// The rung of CartPole, through Gymnasium: a rolling hundred of 475 within 350,000 steps.
    @Test func `the pole of Gymnasium is kept up within 350,000 steps`() throws {
        guard isAsked, let server = peer("gymnasium:CartPole-v1", copies: 4) else { return }
        var trainer = try MAPPO(MAPPOSettings.cartPole, ExternalEnvironment(server))
        var (reached, best) = (0, 0.0)
        while trainer.steps < 350_000 {
            _ = try trainer.iterate()
            let log = trainer.learners[0].episodes
            guard log.count >= 100, let mean = log.mean else { continue }
            best = max(best, mean)
            if mean >= 475, reached == 0 { reached = trainer.steps }
        }
        print("CartPole-v1 of Gymnasium: a rolling hundred of 475 after \(reached) steps, at best \(best)")
        #expect(reached > 0)
        let greedy = try greedy(trainer.learners[0].actor, peer("gymnasium:CartPole-v1", copies: 20), 100)
        print("CartPole-v1 of Gymnasium: greedy \(greedy) over 100 episodes")
        #expect(greedy >= 475)
    }

    private func greedy(
        _ policy: PolicyNetwork<Float>, _ server: ExternalServer?, _ episodes: Int
    ) throws -> Double {
        let task = try ExternalEnvironment(#require(server))
        let returns = try Evaluation.returns([policy], in: task, episodes: episodes, seed: 1_000)[0]
        return returns.reduce(0, +) / Double(returns.count)
    }

    /// The rung of two agents, through mpe2, after 400,000 steps: a random policy has −21.1, a scripted one −5.7.
    @Test func `two agents of mpe2 cover their landmarks`() throws {
        let words = ["--option", "N=2"]
        guard isAsked, let server = peer("mpe2:simple_spread_v3", copies: 32, words) else { return }
        var settings = MAPPOSettings()
        settings.steps = 25
        settings.totalSteps = 400_000
        var trainer = try MAPPO(settings, ExternalEnvironment(server))
        while trainer.steps < 400_000 { _ = try trainer.iterate() }
        let drawn = trainer.learners[0].episodes.mean ?? 0
        let greedy = try greedy(
            trainer.learners[0].actor, peer("mpe2:simple_spread_v3", copies: 20, words), 200)
        print("simple_spread of mpe2, two agents: greedy \(greedy) over 200 episodes, drawn \(drawn)")
        #expect(greedy >= -8.5)
    }
}
