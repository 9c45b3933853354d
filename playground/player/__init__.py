"""The one custom component: moves a playhead over recorded arrays inside the browser."""
