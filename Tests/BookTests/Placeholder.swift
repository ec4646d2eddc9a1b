import Testing

@Suite struct PlaceholderBookTests {}
