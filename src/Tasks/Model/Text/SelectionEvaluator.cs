namespace TaskGraph.Model.Text;

/// <summary>Finds the nodes that a selection means.</summary>
public static class SelectionEvaluator
{
    /// <summary>True at the number of each selected node. Time: a term costs at most one look at each node and edge.</summary>
    /// <param name="selection">What <see cref="Selection.Parse"/> gave.</param>
    /// <param name="nodes">What there is.</param>
    /// <param name="unmatched">Receives the terms that no node matches.</param>
    public static bool[] Evaluate(Selection selection, ISelectable nodes, List<UnmatchedTerm> unmatched)
    {
        switch (selection)
        {
            case Selection.Term term:
                return EvaluateTerm(term, nodes, unmatched);
            case Selection.Union union:
                bool[] any = new bool[nodes.Count];
                foreach (Selection part in union.Parts)
                {
                    bool[] selected = Evaluate(part, nodes, unmatched);
                    for (int i = 0; i < any.Length; i++)
                        any[i] |= selected[i];
                }

                return any;
            case Selection.Intersection intersection:
                bool[] all = new bool[nodes.Count];
                Array.Fill(all, true);
                foreach (Selection part in intersection.Parts)
                {
                    bool[] selected = Evaluate(part, nodes, unmatched);
                    for (int i = 0; i < all.Length; i++)
                        all[i] &= selected[i];
                }

                return all;
            default:
                throw new InvalidOperationException("Selection is a closed set.");
        }
    }

    private static bool[] EvaluateTerm(Selection.Term term, ISelectable nodes, List<UnmatchedTerm> unmatched)
    {
        List<int> seeds = FindSeeds(term, nodes);
        bool[] selected = new bool[nodes.Count];
        if (seeds.Count == 0)
            unmatched.Add(new UnmatchedTerm(term.Written, Nearest(term, nodes)));
        foreach (int seed in seeds)
            selected[seed] = true;
        if (term.Before > 0)
            Spread(seeds, term.Before, nodes, before: true, selected);
        if (term.After > 0)
            Spread(seeds, term.After, nodes, before: false, selected);
        return selected;
    }

    private static List<int> FindSeeds(Selection.Term term, ISelectable nodes)
    {
        List<int> seeds = [];
        var pattern = new NamePattern(term.Pattern);
        if (!term.IsTag && !NamePattern.IsPattern(term.Pattern))
        {
            int found = nodes.Find(term.Pattern);
            if (found >= 0)
                seeds.Add(found);
            return seeds;
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            if (term.IsTag ? HasTag(nodes.TagsOf(i), pattern) : pattern.IsMatch(nodes.NameOf(i)))
                seeds.Add(i);
        }

        return seeds;
    }

    private static bool HasTag(IReadOnlyList<string> tags, NamePattern pattern)
    {
        for (int i = 0; i < tags.Count; i++)
        {
            if (pattern.IsMatch(tags[i]))
                return true;
        }

        return false;
    }

    // In rings, from all seeds at once: each node is met first over its shortest way.
    private static void Spread(List<int> seeds, int steps, ISelectable nodes, bool before, bool[] selected)
    {
        bool[] met = new bool[nodes.Count];
        List<int> ring = seeds, next = [];
        foreach (int seed in seeds)
            met[seed] = true;
        for (int step = 0; step < steps && ring.Count > 0; step++)
        {
            foreach (int node in ring)
            {
                foreach (int neighbour in before ? nodes.DependenciesOf(node) : nodes.DependantsOf(node))
                {
                    if (met[neighbour])
                        continue;
                    met[neighbour] = selected[neighbour] = true;
                    next.Add(neighbour);
                }
            }

            (ring, next) = (next, []);
        }
    }

    private static string? Nearest(Selection.Term term, ISelectable nodes)
    {
        if (NamePattern.IsPattern(term.Pattern))
            return null;
        return NearestName.Find(term.Pattern, term.IsTag ? Tags(nodes) : Names(nodes));
    }

    private static IEnumerable<string> Names(ISelectable nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
            yield return nodes.NameOf(i);
    }

    private static IEnumerable<string> Tags(ISelectable nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string tag in nodes.TagsOf(i))
                yield return tag;
        }
    }
}
