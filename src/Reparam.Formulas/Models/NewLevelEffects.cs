using Reparam.Random;

namespace Reparam.Formulas;

/// <summary>Draws of the unknowns of a model whose groups have more levels than were fitted.</summary>
internal static class NewLevelEffects
{
    /// <summary>The draws of the fitted model's unknowns, with fresh standard normal ones for the levels that are
    /// new.</summary>
    public static ModelDraws Add(FormulaModel fitted, FormulaModel model, ModelDraws draws)
    {
        double[,] old = draws.Unconstrained();
        var points = new double[draws.Count, model.Model.LogDensity.Dimension];
        RandomKey key = RandomKey.FromSeed(draws.Seed).Fold("new levels");
        Dictionary<string, GroupDesign> groups = model.Design.Groups
            .SelectMany(group => model.Design.Predictors.Select(predictor =>
                (Name: LinearPredictor.EffectsOf(model.Design, group, predictor), group)))
            .ToDictionary(pair => pair.Name, pair => pair.group, StringComparer.Ordinal);
        int from = 0, to = 0;
        foreach (var (before, after) in fitted.Model.Sites.Zip(model.Model.Sites))
        {
            int had = before.UnconstrainedShape.Size, has = after.UnconstrainedShape.Size;
            if (had == has)
            {
                Copy(old, from, points, to, has);
            }
            else
            {
                // Effects by levels, level fastest; the levels that were fitted come first.
                GroupDesign group = groups[after.Name];
                int columns = group.Columns.Length;
                for (int column = 0; column < columns; column++)
                {
                    Copy(old, from + column * (had / columns), points, to + column * (has / columns), had / columns);
                }
                for (int level = had / columns; level < has / columns; level++)
                {
                    Draw(key.Fold(after.Name).Fold(group.Keys[level]), points, to + level, has / columns, columns);
                }
            }
            from += had;
            to += has;
        }
        return new ModelDraws(model.Model, points, draws.Seed);
    }

    /// <summary>Noise of one level.</summary>
    private static void Draw(RandomKey key, double[,] points, int first, int step, int columns)
    {
        for (int draw = 0; draw < points.GetLength(0); draw++)
        {
            for (int column = 0; column < columns; column++)
            {
                points[draw, first + column * step] = Noise.Normal(key, 0, draw, column);
            }
        }
    }

    private static void Copy(double[,] source, int from, double[,] destination, int to, int count)
    {
        for (int draw = 0; draw < source.GetLength(0); draw++)
        {
            for (int i = 0; i < count; i++)
            {
                destination[draw, to + i] = source[draw, from + i];
            }
        }
    }
}
