/// Pass 7: in which order a node takes events of equal sequence, dense from 0.
///
/// State first (passive), then what triggers, then feedback: an output sees all that was known at its time,
/// and never its own consequences. Within these, port by port and member by member.
func setMergeRanks(_ draft: Draft) -> Draft {
    func key(_ edge: DraftEdge) -> (Int, Int, Int, Int) {
        (edge.to, edge.isFeedback ? 2 : edge.isPassive ? 0 : 1, edge.input, edge.member)
    }
    var draft = draft
    draft.edges.sort { key($0) < key($1) }
    for index in draft.edges.indices {
        let isNext = index > 0 && draft.edges[index - 1].to == draft.edges[index].to
        draft.edges[index].mergeRank = isNext ? draft.edges[index - 1].mergeRank + 1 : 0
    }
    return draft
}
